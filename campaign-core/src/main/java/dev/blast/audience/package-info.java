/** The CSV of recipients, as records with their byte positions, and each record as a row. */
@NullMarked
package dev.blast.audience;

import org.jspecify.annotations.NullMarked;
