/** Declares that it uses no other module, and does. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package planted.message;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
