package dev.stompbox;

import java.nio.ByteBuffer;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Problem;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Answers what Jetty refuses by itself, before any code of ours is asked, with problem
 * details too: a request that is no HTTP, for example.
 */
final class JettyErrors extends ErrorHandler {

	@Override
	protected void generateResponse(Request request, Response response, int code, @Nullable String message,
			@Nullable Throwable cause, Callback callback) {
		Refused refused = (code >= 500)
				? new Refused(ErrorCode.INTERNAL, "The server failed on this request; its log says more.",
						"Try again; if it happens again, tell the operator.")
				: new Refused(ErrorCode.BAD_REQUEST, "The request cannot be read: " + message + ".",
						"Check its address and headers.");
		response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
		response.getHeaders().put("X-Content-Type-Options", "nosniff");
		response.getHeaders().put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
		if (request.getConnectionMetaData().getHttpVersion().getVersion() < HttpVersion.HTTP_2.getVersion()) {
			// Jetty ends the connection after a request that it could not read, and says
			// so to
			// nobody: a client that used it again would lose its next request.
			response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
		}
		response.write(true, ByteBuffer.wrap(Problem.of(refused).with(code).json()), callback);
	}

}
