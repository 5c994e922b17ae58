package dev.stompbox.websocket;

import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an upgrade, which filters may look at and give headers to. Nobody reads
 * it: an upgrade that is let in is answered by the engine, and whoever begins to answer
 * otherwise is told that this is {@link Beyond} it, so that the answer is made on the
 * long way.
 */
final class UpgradeResponse extends HttpServletResponseWrapper {

	private static final HttpServletResponse NOTHING = (HttpServletResponse) Proxy.newProxyInstance(
			UpgradeResponse.class.getClassLoader(), new Class<?>[] { HttpServletResponse.class },
			(self, method, args) -> {
				throw new Beyond(method);
			});

	UpgradeResponse() {
		super(NOTHING);
	}

	@Override
	public int getStatus() {
		return SC_OK;
	}

	@Override
	public boolean isCommitted() {
		return false;
	}

	@Override
	public boolean containsHeader(String name) {
		return false;
	}

	@Override
	public void setHeader(String name, @Nullable String value) {
	}

	@Override
	public void addHeader(String name, @Nullable String value) {
	}

	@Override
	public @Nullable String getHeader(String name) {
		return null;
	}

	@Override
	public Collection<String> getHeaders(String name) {
		return List.of();
	}

	@Override
	public Collection<String> getHeaderNames() {
		return List.of();
	}

	@Override
	public @Nullable String getContentType() {
		return null;
	}

	@Override
	public @Nullable String getCharacterEncoding() {
		return null;
	}

	@Override
	public void flushBuffer() {
	}

}
