/** The engine, with Spring in it. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package planted.connection;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
