output "name" {
  description = "Name of the bucket. Known only once it refuses what it must."
  value       = aws_s3_bucket.this.id

  depends_on = [aws_s3_bucket_policy.this, aws_s3_bucket_public_access_block.this]
}

output "arn" {
  description = "ARN of the bucket, for policies."
  value       = aws_s3_bucket.this.arn
}

output "objects_arn" {
  description = "ARN of all its objects, for policies."
  value       = "${aws_s3_bucket.this.arn}/*"
}
