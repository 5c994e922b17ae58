package dev.stompbox.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** A disk with a size, whose commits can fail, and which writes in pieces. */
final class FaultyFiles implements Files {

	/** Bytes that there is room for. */
	volatile long room = Long.MAX_VALUE;

	/** Whether a commit fails. */
	volatile boolean broken;

	/** How many bytes are written at once at most. */
	volatile int piece = Integer.MAX_VALUE;

	/** How many commits there were. */
	volatile int forced;

	@Override
	public FileChannel open(Path path, OpenOption... how) throws IOException {
		return new Faulty(FileChannel.open(path, how));
	}

	private final class Faulty extends FileChannel {

		private final FileChannel real;

		Faulty(FileChannel real) {
			this.real = real;
		}

		private int limit(ByteBuffer bytes) throws IOException {
			int length = (int) Math.min(Math.min(bytes.remaining(), FaultyFiles.this.piece), FaultyFiles.this.room);
			if (length == 0 && bytes.hasRemaining()) {
				throw new IOException("No space left on device");
			}
			FaultyFiles.this.room -= length;
			return length;
		}

		@Override
		public int write(ByteBuffer bytes, long position) throws IOException {
			int length = limit(bytes);
			int written = this.real.write(bytes.slice(bytes.position(), length), position);
			bytes.position(bytes.position() + written);
			return written;
		}

		@Override
		public int write(ByteBuffer bytes) throws IOException {
			int length = limit(bytes);
			int written = this.real.write(bytes.slice(bytes.position(), length));
			bytes.position(bytes.position() + written);
			return written;
		}

		@Override
		public long write(ByteBuffer[] all, int offset, int length) throws IOException {
			return write(all[offset]);
		}

		@Override
		public void force(boolean metaData) throws IOException {
			if (FaultyFiles.this.broken) {
				throw new IOException("Input/output error");
			}
			FaultyFiles.this.forced++;
			this.real.force(metaData);
		}

		@Override
		public int read(ByteBuffer bytes) throws IOException {
			return this.real.read(bytes);
		}

		@Override
		public long read(ByteBuffer[] all, int offset, int length) throws IOException {
			return this.real.read(all, offset, length);
		}

		@Override
		public int read(ByteBuffer bytes, long position) throws IOException {
			return this.real.read(bytes, position);
		}

		@Override
		public long position() throws IOException {
			return this.real.position();
		}

		@Override
		public FileChannel position(long position) throws IOException {
			this.real.position(position);
			return this;
		}

		@Override
		public long size() throws IOException {
			return this.real.size();
		}

		@Override
		public FileChannel truncate(long size) throws IOException {
			this.real.truncate(size);
			return this;
		}

		@Override
		public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
			return this.real.transferTo(position, count, target);
		}

		@Override
		public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
			return this.real.transferFrom(source, position, count);
		}

		@Override
		public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
			return this.real.map(mode, position, size);
		}

		@Override
		public FileLock lock(long position, long size, boolean shared) throws IOException {
			return this.real.lock(position, size, shared);
		}

		@Override
		public FileLock tryLock(long position, long size, boolean shared) throws IOException {
			return this.real.tryLock(position, size, shared);
		}

		@Override
		protected void implCloseChannel() throws IOException {
			this.real.close();
		}

	}

}
