/** The ledger on DynamoDB: one table for all runs. */
@NullMarked
package dev.blast.aws.dynamo;

import org.jspecify.annotations.NullMarked;
