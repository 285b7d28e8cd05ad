/** Everything a run needs on one machine: its folder, its ledger, its queue. */
@NullMarked
package dev.blast.local;

import org.jspecify.annotations.NullMarked;
