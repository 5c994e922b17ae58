/** Spring in the middle, beside Spring at the rim. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package planted.stomp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
