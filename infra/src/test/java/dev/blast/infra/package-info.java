<<<<<<< HEAD
/** Functions in processes of their own, as Lambda starts them. */
=======
/** What runs on AWS: its Terraform, and that its names are those of the code. */
>>>>>>> infra
@NullMarked
package dev.blast.infra;

import org.jspecify.annotations.NullMarked;
