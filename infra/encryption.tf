# One key for queues and topic: envelopes and dead letters hold what recipients are sent. Services
# cannot use the keys that AWS manages for SQS and SNS, so alarms could not reach an encrypted topic.
resource "aws_kms_key" "stack" {
  description             = "Queues and topic of the Blast stack ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 7
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "stack" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.stack.key_id
}

data "aws_iam_policy_document" "key" {
  # Without it nobody could change or delete the key; roles are allowed to use it by their own policies.
  statement {
    sid       = "Account"
    actions   = ["kms:*"] # the account's administrators own the key
    resources = ["*"]     # in the policy of a key: this key

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account}:root"]
    }
  }

  statement {
    sid       = "Alarms"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = ["*"] # in the policy of a key: this key

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}
