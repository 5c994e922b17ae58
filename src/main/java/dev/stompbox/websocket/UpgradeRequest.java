package dev.stompbox.websocket;

import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.MappingMatch;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

import dev.stompbox.connection.Addresses;

/**
 * As much of a servlet request as judging an upgrade takes: its line, its headers, who
 * sent it, and attributes. Whoever asks for more is told that this is {@link Beyond} it,
 * and the upgrade goes the long way, where there is all of it.
 */
final class UpgradeRequest extends HttpServletRequestWrapper {

	private static final HttpServletRequest NOTHING = (HttpServletRequest) Proxy.newProxyInstance(
			UpgradeRequest.class.getClassLoader(), new Class<?>[] { HttpServletRequest.class },
			(self, method, args) -> {
				throw new Beyond(method);
			});

	/** Of a request that is for the default servlet. */
	private static final HttpServletMapping MAPPING = new HttpServletMapping() {
		@Override
		public String getMatchValue() {
			return "";
		}

		@Override
		public String getPattern() {
			return "/";
		}

		@Override
		public String getServletName() {
			return "";
		}

		@Override
		public MappingMatch getMappingMatch() {
			return MappingMatch.DEFAULT;
		}
	};

	private final MetaData.Request asked;

	private final EndPoint endPoint;

	private final InetSocketAddress remote;

	private final Map<String, Object> attributes = new HashMap<>();

	UpgradeRequest(MetaData.Request asked, EndPoint endPoint, InetSocketAddress remote) {
		super(NOTHING);
		this.asked = asked;
		this.endPoint = endPoint;
		this.remote = remote;
	}

	@Override
	public String getMethod() {
		return this.asked.getMethod();
	}

	@Override
	public String getProtocol() {
		return this.asked.getHttpVersion().asString();
	}

	@Override
	public String getRequestURI() {
		return this.asked.getHttpURI().getPath();
	}

	@Override
	public StringBuffer getRequestURL() {
		return new StringBuffer(getScheme()).append("://")
			.append(this.asked.getHttpURI().getAuthority())
			.append(getRequestURI());
	}

	@Override
	public @Nullable String getQueryString() {
		return this.asked.getHttpURI().getQuery();
	}

	@Override
	public String getContextPath() {
		return "";
	}

	@Override
	public String getServletPath() {
		return "";
	}

	@Override
	public HttpServletMapping getHttpServletMapping() {
		return MAPPING;
	}

	@Override
	public String getPathInfo() {
		return this.asked.getHttpURI().getDecodedPath();
	}

	@Override
	public String getScheme() {
		return this.asked.getHttpURI().getScheme();
	}

	@Override
	public String getServerName() {
		return this.asked.getHttpURI().getHost();
	}

	@Override
	public int getServerPort() {
		return this.asked.getHttpURI().getPort();
	}

	@Override
	public boolean isSecure() {
		return this.endPoint.getSslSessionData() != null;
	}

	@Override
	public @Nullable String getHeader(String name) {
		return this.asked.getHttpFields().get(name);
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		return this.asked.getHttpFields().getValues(name);
	}

	@Override
	public Enumeration<String> getHeaderNames() {
		return Collections.enumeration(this.asked.getHttpFields().getFieldNamesCollection());
	}

	/** An upgrade has no body. */
	@Override
	public @Nullable String getContentType() {
		return null;
	}

	@Override
	public @Nullable String getCharacterEncoding() {
		return null;
	}

	@Override
	public int getContentLength() {
		return -1;
	}

	@Override
	public Enumeration<Locale> getLocales() {
		return Collections.enumeration(List.of(Locale.ROOT));
	}

	@Override
	public DispatcherType getDispatcherType() {
		return DispatcherType.REQUEST;
	}

	@Override
	public String getRemoteAddr() {
		return Addresses.text(new InetSocketAddress(remote().getAddress(), 0));
	}

	@Override
	public String getRemoteHost() {
		return getRemoteAddr();
	}

	@Override
	public int getRemotePort() {
		return remote().getPort();
	}

	private InetSocketAddress remote() {
		return this.remote;
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		return this.attributes.get(name);
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		this.attributes.put(name, value);
	}

	@Override
	public void removeAttribute(String name) {
		this.attributes.remove(name);
	}

	/** The rights of a caller are not the container's business. */
	@Override
	public @Nullable Principal getUserPrincipal() {
		return null;
	}

}
