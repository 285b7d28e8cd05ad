/** What the operator wrote: the campaign file, read strictly, and the values it says. */
@NullMarked
package dev.blast.campaign;

import org.jspecify.annotations.NullMarked;
