# This pool alone may ask, and only what its configuration names: the alias, so that a deploy changes nothing here.
resource "aws_lambda_permission" "pre_token_generation" {
  count = var.pre_token_generation == null ? 0 : 1

  statement_id   = "${local.full_name}-pre-token-generation"
  action         = "lambda:InvokeFunction"
  function_name  = var.pre_token_generation.function_name
  qualifier      = reverse(split(":", var.pre_token_generation.function_arn))[0]
  principal      = "cognito-idp.amazonaws.com"
  source_arn     = aws_cognito_user_pool.this.arn
  source_account = data.aws_caller_identity.current.account_id
}
