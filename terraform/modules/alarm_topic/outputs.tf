output "arn" {
  description = "ARN of the topic, for the actions of alarms. Known only once the alarms may publish to it."
  value       = aws_sns_topic.this.arn
  depends_on  = [aws_sns_topic_policy.this]
}
