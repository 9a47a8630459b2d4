"""Three memcacheds of one's own on free ports of the loopback."""
import os
import socket
import subprocess
import time


class Farm:
    def __enter__(self):
        self.ports, self.processes = [], []
        for _ in range(3):
            with socket.socket() as s:
                s.bind(("127.0.0.1", 0))
                port = s.getsockname()[1]
            user = ["-u", "nobody"] if os.getuid() == 0 else []
            args = ["memcached", *user, "-l", "127.0.0.1", "-p", str(port)]
            self.processes.append(subprocess.Popen(args))
            self.ports.append(port)
        for port in self.ports:
            self.wait(port)
        return self

    def wait(self, port):
        for _ in range(100):
            try:
                return socket.create_connection(("127.0.0.1", port)).close()
            except OSError:
                time.sleep(0.05)
        raise SystemExit("no memcached on port %d" % port)

    def __exit__(self, *_):
        for p in self.processes:
            p.terminate()
            p.wait()

    def talk(self, port, line, end):
        with socket.create_connection(("127.0.0.1", port)) as s:
            s.sendall(line.encode() + b"\r\n")
            answer = b""
            while not answer.endswith(end):
                answer += s.recv(65536)
            return answer

    def flush(self):
        for port in self.ports:
            self.talk(port, "flush_all", b"OK\r\n")
        time.sleep(1.1)  # what is written in the second of a flush may be lost

    def locate(self, keys):
        """The index of the one server that holds each key."""
        found = {}
        for index, port in enumerate(self.ports):
            for key in keys:
                if self.talk(port, "get " + key, b"END\r\n") != b"END\r\n":
                    if key in found:
                        raise SystemExit("%s is on two servers" % key)
                    found[key] = index
        missing = [k for k in keys if k not in found]
        if missing:
            raise SystemExit("nowhere: %s" % missing[:3])
        return {k: found[k] for k in keys}
