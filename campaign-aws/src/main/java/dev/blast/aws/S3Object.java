package dev.blast.aws;

/** Where an object is. */
record S3Object(String bucket, String key) {

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
