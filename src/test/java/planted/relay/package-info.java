/** Spring where it may be in the relay, and where not. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package planted.relay;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
