/*
 * sink - subscribers that throw away what they read without looking at it, and one publisher: as much as one topic can
 * send, to a client that needs next to no CPU. One subscriber counts its messages; the others have to get as many bytes.
 *
 *   gcc -O2 -Wall -o sink sink.c
 *   sink PORT SUBSCRIBERS BATCH SECONDS PID
 *
 * BATCH publications are sent at a time; the next go out when half of the last have arrived at the one who counts. Prints
 * deliveries per second and the CPU of process PID per delivery: once to warm up, then three times. Exit status 1 when
 * the bytes are not the same.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BODY 128

static int ep, counter;
static long counted;           /* messages of the one who counts */
static double bytes, others;   /* of the one who counts, and of all others */

static void die(const char *what) {
    perror(what);
    exit(2);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

/* Seconds of CPU of a process, all its threads. */
static double cpu(int pid) {
    char path[64], line[1024];
    unsigned long user = 0, kernel = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *f = fopen(path, "r");
    if (!f || !fgets(line, sizeof line, f)) die(path);
    fclose(f);
    if (sscanf(strrchr(line, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel) != 2) die(path);
    return (user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static void all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n <= 0) die("write");
        bytes += n;
        length -= n;
    }
}

/* Makes a masked text frame of a STOMP frame, its NUL included; the mask is zero. */
static int frame(char *out, const char *text) {
    int length = strlen(text) + 1, at = 0;
    out[at++] = (char)0x81;
    if (length < 126) {
        out[at++] = (char)(0x80 | length);
    } else {
        out[at++] = (char)(0x80 | 126);
        out[at++] = (char)(length >> 8);
        out[at++] = (char)length;
    }
    memset(out + at, 0, 4);
    memcpy(out + at + 4, text, length);
    return at + 4 + length;
}

static void say(int fd, const char *text) {
    char out[1024], answer[4096];
    all(fd, out, frame(out, text));
    if (read(fd, answer, sizeof answer) <= 0) die("no answer");
}

static int connected(int port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1, length = 0;
    if (connect(fd, (void *)&to, sizeof to)) die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    const char *upgrade = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: v12.stomp\r\n\r\n";
    char answer[4096];
    all(fd, upgrade, strlen(upgrade));
    while (!memmem(answer, length, "\r\n\r\n", 4)) {
        int n = read(fd, answer + length, sizeof answer - length);
        if (n <= 0) die("upgrade");
        length += n;
    }
    say(fd, "CONNECT\naccept-version:1.2\nhost:x\nheart-beat:0,0\n\n");
    return fd;
}

/* Counts the frames in what came; a server's frames are not masked. */
static void count(const unsigned char *in, ssize_t length) {
    static unsigned char head[4];
    static int have, left;
    while (length > 0) {
        if (left > 0) {
            int taken = left < length ? left : (int)length;
            left -= taken, in += taken, length -= taken;
            counted += left == 0;
            continue;
        }
        head[have++] = *in++, length--;
        if (have >= 2 && have == (head[1] == 126 ? 4 : 2)) {
            left = head[1] == 126 ? head[2] << 8 | head[3] : head[1];
            have = 0;
        }
    }
}

/* Throws away what comes within wait ms, without even copying it. Returns whether anything came. */
static int swallow(int wait) {
    static unsigned char in[1 << 20];
    struct epoll_event events[256];
    int n = epoll_wait(ep, events, 256, wait);
    for (int i = 0; i < n; i++) {
        int fd = events[i].data.fd, counts = fd == counter;
        ssize_t got = recv(fd, counts ? in : NULL, sizeof in, MSG_DONTWAIT | (counts ? 0 : MSG_TRUNC));
        if (got == 0) die("the server closed a connection");
        if (got > 0 && counts) {
            bytes += got;
            count(in, got);
        } else if (got > 0) {
            others += got;
        }
    }
    return n > 0;
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: sink PORT SUBSCRIBERS BATCH SECONDS PID\n");
        return 2;
    }
    int port = atoi(argv[1]), subscribers = atoi(argv[2]), batch = atoi(argv[3]), pid = atoi(argv[5]);
    double seconds = atof(argv[4]);
    ep = epoll_create1(0);
    for (int i = 0; i < subscribers; i++) {
        int fd = connected(port);
        say(fd, "SUBSCRIBE\nid:sub-0\ndestination:/topic/demo.t0\nreceipt:r\n\n");
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(ep, EPOLL_CTL_ADD, fd, &event);
        counter = fd;
    }
    int publisher = connected(port);
    char body[BODY + 1], send[1024], one[1024];
    memset(body, 'x', BODY);
    body[BODY] = 0;
    snprintf(send, sizeof send, "SEND\ndestination:/topic/demo.t0\ncontent-length:%d\n\n%s", BODY, body);
    int length = frame(one, send);
    char *many = malloc((size_t)length * batch);
    for (int i = 0; i < batch; i++) memcpy(many + (size_t)i * length, one, length);

    for (int run = 0; run < 4; run++) {
        long wanted = 0;
        double begun = now(), used = cpu(pid);
        counted = 0, bytes = others = 0;
        while (now() - begun < (run == 0 ? 8 : seconds)) {
            all(publisher, many, (size_t)length * batch);
            wanted += batch;
            while (counted < wanted - batch / 2 && swallow(1000)) continue;
        }
        while ((counted < wanted || others < bytes * (subscribers - 1)) && swallow(1000)) continue;
        double took = now() - begun, deliveries = (double)wanted * subscribers;
        if (counted != wanted || others != bytes * (subscribers - 1)) {
            fprintf(stderr, "%ld of %ld came, and %.0f bytes in place of %.0f\n", counted, wanted, others, bytes * (subscribers - 1));
            return 1;
        }
        printf("%s %.1f million deliveries/s, %.3f us of CPU each\n", run ? "run:    " : "warm-up:", deliveries / took / 1e6,
            (cpu(pid) - used) * 1e6 / deliveries);
        fflush(stdout);
    }
    return 0;
}
