/** What runs on AWS: its Terraform, and that its names are those of the code. */
@NullMarked
package dev.blast.infra;

import org.jspecify.annotations.NullMarked;
