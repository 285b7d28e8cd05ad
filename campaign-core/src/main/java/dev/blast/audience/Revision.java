package dev.blast.audience;

/**
 * The content that a file had when somebody looked.
 *
 * @param size in bytes
 * @param tag how the store names this content, such as an ETag of S3; empty where it has no names
 */
public record Revision(long size, String tag) {}
