# Campaigns and audiences that operators put there; manifests, rejects, reports and unpacked
# audiences of runs under runs/; what was staged when a campaign was scheduled, with its rejects, under
# staged/, without which a run is staged anew; bodies of dead letters under letters/.
resource "aws_s3_bucket" "stack" {
  bucket        = "${var.name}-${local.account}-${local.region}"
  force_destroy = !var.keep_data
}

resource "aws_s3_bucket_versioning" "stack" {
  bucket = aws_s3_bucket.stack.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "stack" {
  bucket = aws_s3_bucket.stack.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "stack" {
  bucket = aws_s3_bucket.stack.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "stack" {
  bucket = aws_s3_bucket.stack.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "stack" {
  bucket = aws_s3_bucket.stack.id

  # What a process that died has left of an upload.
  rule {
    id     = "aborted-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 2
    }
  }

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }

  dynamic "rule" {
    for_each = toset(["runs/", "letters/", "staged/"])

    content {
      id     = "old-${trimsuffix(rule.value, "/")}"
      status = "Enabled"

      filter {
        prefix = rule.value
      }

      # The ledger counts from the last write of a run and an object from its first: a week more,
      # so that no live run loses its manifest.
      expiration {
        days = var.keep_days + 7
      }
    }
  }

  # Campaigns and audiences as they were uploaded.
  dynamic "rule" {
    for_each = toset([for days in [var.keep_audiences_days] : days if days != null])

    content {
      id     = "old-campaigns"
      status = "Enabled"

      filter {
        prefix = "campaigns/"
      }

      expiration {
        days = rule.value
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.stack]
}

data "aws_iam_policy_document" "bucket" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]                                                  # denied: whatever there is
    resources = [aws_s3_bucket.stack.arn, "${aws_s3_bucket.stack.arn}/*"] # denied: all of it

    principals {
      type        = "*"   # denied: whoever asks
      identifiers = ["*"] # denied: whoever asks
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "tls_only" {
  bucket = aws_s3_bucket.stack.id
  policy = data.aws_iam_policy_document.bucket.json

  # Both change the bucket's policy settings, and S3 refuses two at a time.
  depends_on = [aws_s3_bucket_public_access_block.stack]
}
