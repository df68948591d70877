#!/usr/bin/env python3
"""`letan` with a server that asks who calls: signing in, users, tokens, and where secrets are not.

    identity_test.py LETAND LETAN
"""

import datetime
import os
import subprocess
import sys
import tempfile
import unittest

DEADLINE = 60  # seconds
LETAND, LETAN = sys.argv[1:3]


class IdentityTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.server = subprocess.Popen(
            [LETAND, f"--storage=sqlite:{self.path('letan.db')}", "--password-memory-mib=8",
             f"--listen=unix:{self.path('socket')}"],
            stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        said = []
        while not said or not said[-1].startswith("listening on "):
            said.append(self.server.stdout.readline())
        self.token = next(line.strip() for line in said if "letan_t_" in line)
        self.letan("user", "set-password", "--password-file", self.secret("quản trị viên 1"),
                   token=self.token)
        self.letan("login", "administrator", "--password-file", self.secret("quản trị viên 1"))
        self.letan("call", "DirectoryService.CreateAgency",
                   '{"agency_id": "so-ngoai-vu", "agency": {"display_name": "Sở Ngoại vụ"}}')

    def stop(self):
        self.server.terminate()
        self.server.wait(timeout=DEADLINE)
        self.server.stdout.close()

    def path(self, name):
        return os.path.join(self.directory.name, name)

    def secret(self, text):
        descriptor, path = tempfile.mkstemp(dir=self.directory.name)  # mode 0600
        with os.fdopen(descriptor, "w") as file:
            file.write(text + "\n")
        return path

    def run_letan(self, *arguments, home="admin", token="", text=None):
        environment = {**os.environ, "LETAN_SERVER": f"unix:{self.path('socket')}",
                       "XDG_CONFIG_HOME": self.path(home)}
        environment.pop("LETAN_TOKEN", None)
        if token:
            environment["LETAN_TOKEN"] = token
        return subprocess.run([LETAN, *arguments], capture_output=True, timeout=DEADLINE,
                              env=environment, input=(text or "").encode())

    def letan(self, *arguments, code=0, **where):
        """What it prints: on stdout if it ended well, else on stderr."""
        ended = self.run_letan(*arguments, **where)
        self.assertEqual(ended.returncode, code, ended.stderr.decode())
        return (ended.stderr if code else ended.stdout).decode()

    def add_user(self, name, *roles):
        options = [part for role in roles for part in ("--role", role)]
        self.letan("user", "create", name, "--title", name, *options)
        self.letan("user", "set-password", name, "--password-file", "-", text=f"mật khẩu {name}\n")
        self.letan("login", name, "--password-file", self.secret(f"mật khẩu {name}"), home=name)

    def test_signs_in_and_out(self):
        self.assertIn("users/administrator", self.letan("whoami"))
        self.assertIn("not signed in", self.letan("whoami", home="else", code=3))
        self.assertEqual(self.letan("logout"), "Signed out.\n")
        self.assertIn("not signed in", self.letan("whoami", code=3))

    def test_a_wrong_password_keeps_nothing(self):
        self.letan("login", "administrator", "--password-file", self.secret("something else"),
                   home="else", code=3)
        self.assertFalse(os.path.exists(self.path("else/letan/sessions")))

    def test_the_session_is_for_its_owner_alone(self):
        file = self.path("admin/letan/sessions")
        self.assertEqual(os.stat(file).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(os.path.dirname(file)).st_mode & 0o777, 0o700)
        os.chmod(file, 0o644)
        self.assertIn("can be read by others", self.letan("whoami", code=2))

    def test_users_do_what_their_roles_allow(self):
        self.add_user("van-thu", "so-ngoai-vu=planner")
        self.add_user("nguoi-xem", "so-ngoai-vu=reader")
        create = ["delegation", "create", "--direction", "inbound", "--title", "Đoàn khách",
                  "--from", "2017-02-07 08:00", "--to", "2017-02-09 18:00"]
        self.assertIn("not allowed", self.letan(*create, home="nguoi-xem", code=3))
        self.letan(*create, home="van-thu")
        self.assertIn("Đoàn khách", self.letan("delegation", "list", home="nguoi-xem"))
        self.assertIn("Sở Ngoại vụ (agencies/so-ngoai-vu): planner",
                      self.letan("whoami", home="van-thu"))
        self.letan("user", "set-roles", "van-thu", "--role", "so-ngoai-vu=reader")
        self.assertIn("not allowed", self.letan(*create, home="van-thu", code=3))
        self.letan("user", "disable", "van-thu")
        self.assertIn("not signed in", self.letan("whoami", home="van-thu", code=3))

    def test_members_of_several_agencies_say_for_which(self):
        self.letan("call", "DirectoryService.CreateAgency",
                   '{"agency_id": "so-van-hoa", "agency": {"display_name": "Sở Văn hóa"}}')
        self.add_user("kiem-nhiem", "so-ngoai-vu=planner", "so-van-hoa=planner")
        create = ["delegation", "create", "--direction", "inbound", "--title", "Đoàn khách",
                  "--from", "2017-02-07 08:00", "--to", "2017-02-09 18:00"]
        self.assertIn("letan-agency", self.letan(*create, home="kiem-nhiem", code=3))
        self.letan("--agency", "so-van-hoa", *create, home="kiem-nhiem")

    def test_tokens_are_shown_once_narrow_and_taken_back(self):
        self.add_user("van-thu", "so-ngoai-vu=planner")
        token = self.letan("token", "create", "--title", "báo cáo", "--expires", "2099-01-01",
                           home="van-thu", code=3)
        self.assertIn("366 days", token)
        in_a_month = str(datetime.date.today() + datetime.timedelta(days=30))
        token = self.letan("-q", "token", "create", "--title", "báo cáo", "--expires", in_a_month,
                           "--scope", "read", home="van-thu").strip()
        self.letan("delegation", "list", token=token, home="else")
        self.assertIn("not good for", self.letan(
            "delegation", "create", "--direction", "inbound", "--title", "x", "--from",
            "2017-02-07", "--to", "2017-02-08", token=token, home="else", code=3))
        name = self.letan("-q", "token", "list", home="van-thu").strip()
        self.assertNotIn(token, self.letan("--json", "token", "list", home="van-thu"))
        self.letan("token", "revoke", name, home="van-thu")
        self.letan("delegation", "list", token=token, home="else", code=3)
        file = self.secret(self.token)
        self.letan("--token-file", file, "whoami", code=3)
        os.chmod(file, 0o644)
        self.assertIn("can be read by others", self.letan("--token-file", file, "whoami", code=2))

    def test_no_option_takes_a_secret(self):
        for command in (["--help"], ["login", "--help"], ["user", "set-password", "--help"],
                        ["token", "create", "--help"]):
            said = self.letan(*command)
            for option in ("--password ", "--token ", "--secret "):
                self.assertNotIn(option, said.replace("--password-file", "").replace(
                    "--token-file", ""))

    def test_no_secret_is_in_the_process_list(self):
        with open(f"/proc/{self.server.pid}/cmdline", "rb") as file:
            self.assertNotIn(b"letan_", file.read().replace(LETAND.encode(), b""))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
