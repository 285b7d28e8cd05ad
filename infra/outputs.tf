locals {
  # By the names that functions, workers and the operator's commands read (StackVariable.java).
  stack = {
    BLAST_TABLE                      = aws_dynamodb_table.ledger.name
    BLAST_BUCKET                     = aws_s3_bucket.stack.bucket
    BLAST_QUEUE_URLS                 = join(",", aws_sqs_queue.recipients[*].url)
    BLAST_DEAD_LETTER_QUEUE_URL      = aws_sqs_queue.dead_letters.url
    BLAST_SHARD_QUEUE_URL            = aws_sqs_queue.shards.url
    BLAST_ALERT_TOPIC                = aws_sns_topic.alerts.arn
    BLAST_SCHEDULE_GROUP             = aws_scheduler_schedule_group.stack.name
    BLAST_SCHEDULE_ROLE              = aws_iam_role.schedules.arn
    BLAST_SCHEDULE_DEAD_LETTER_QUEUE = aws_sqs_queue.schedule_dead_letters.arn
    BLAST_TRIGGER_FUNCTION           = local.live.trigger
    BLAST_WATCH_FUNCTION             = local.live.watch
    BLAST_KEEP_DAYS                  = tostring(var.keep_days)
    BLAST_SECRETS                    = jsonencode(var.secret_parameters)
    BLAST_CHANNEL_SECRETS            = jsonencode(nonsensitive(keys(var.channel_secrets))) # names, no values
    BLAST_SENDER_TIMEOUT             = tostring(var.sender_timeout)
    BLAST_CONCURRENCY                = tostring(local.concurrency)
  }
}

# The same for the commands: a name and a region are all that an operator gives.
resource "aws_ssm_parameter" "stack" {
  name        = "/blast/${var.name}/stack"
  description = "What the Blast stack ${var.name} consists of, for --stack ${var.name}."
  type        = "String"
  value       = jsonencode(local.stack)
}

output "stack" {
  description = "What the stack consists of, by the names of the variables that the code reads."
  value       = local.stack
}

output "region" {
  description = "Region of the stack, for --region."
  value       = local.region
}

output "functions" {
  description = "The functions by what they do: the ARNs that are called."
  value       = { for function, alias in aws_lambda_alias.live : function => alias.arn }
}

output "queues" {
  description = "URLs of all queues, dead letters included."
  value       = { for key, queue in local.queues : key => queue.url }
}

output "operator_policy" {
  description = "ARN of the policy with what the blast command does to the stack; attach it to operators."
  value       = aws_iam_policy.operator.arn
}

output "worker_policy" {
  description = "ARN of the policy with what blast worker does for the stack; attach it to the role of its machines."
  value       = aws_iam_policy.worker.arn
}

output "parameter" {
  description = "SSM parameter with the stack's variables as JSON, which the blast command reads."
  value       = aws_ssm_parameter.stack.name
}

output "dashboard" {
  description = "Address of the CloudWatch dashboard."
  value       = "https://${local.region}.console.aws.amazon.com/cloudwatch/home?region=${local.region}#dashboards/dashboard/${aws_cloudwatch_dashboard.stack.dashboard_name}"
}
