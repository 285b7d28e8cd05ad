/** Claims an envelope, renders and attempts its open recipients, settles them in one write. */
@NullMarked
package dev.blast.delivery;

import org.jspecify.annotations.NullMarked;
