/** Functions in processes of their own, as Lambda starts them. */
@NullMarked
package dev.blast.infra;

import org.jspecify.annotations.NullMarked;
