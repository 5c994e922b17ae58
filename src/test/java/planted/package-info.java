/**
 * Breaks every rule of the house on purpose, so that each is known to bite. Nothing of it
 * is ever run.
 */
@NullMarked
package planted;

import org.jspecify.annotations.NullMarked;
