/**
 * One HTTP request at a time to one server, over connections that are looked at before each use:
 * what a server sent before it was asked is never taken for an answer.
 */
@NullMarked
package dev.blast.sender.http;

import org.jspecify.annotations.NullMarked;
