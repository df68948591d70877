#!/usr/bin/env python3
"""`letan audit`: who read what, and the proof of the logs from afar, with what was done to them.

    audit_test.py LETAND LETAN
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest

DEADLINE = 60  # seconds
LETAND, LETAN = sys.argv[1:3]


class AuditTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.server = None
        self.addCleanup(self.stop)
        self.letand("make-keys", f"--out={self.path('keys')}")
        self.letand("make-audit-key", f"--out={self.path('audit.key')}")
        os.mkdir(self.path("backups"))
        self.start()
        self.secret = self.letan(
            "--json", "call", "DelegationService.CreateDelegation",
            json.dumps({"delegation": {
                "title": "Đoàn kín", "direction": "DIRECTION_INBOUND",
                "handling_level": "HANDLING_LEVEL_RESTRICTED",
                "interval": {"start_time": "2017-02-07T01:00:00Z",
                             "end_time": "2017-02-09T11:00:00Z"}}}))
        self.secret = json.loads(self.secret)["name"]

    def path(self, name):
        return os.path.join(self.directory.name, name)

    def letand(self, *arguments):
        subprocess.run([LETAND, *arguments], check=True, capture_output=True, timeout=DEADLINE)

    def start(self, heads="audit.heads"):
        self.server = subprocess.Popen(
            [LETAND, f"--storage=sqlite:{self.path('letan.db')}", "--anonymous",
             f"--listen=unix:{self.path('socket')}", f"--keys={self.path('keys')}",
             f"--backup-directory={self.path('backups')}",
             f"--audit-heads={self.path(heads)}", f"--audit-key={self.path('audit.key')}"],
            stdout=subprocess.PIPE, text=True)
        self.assertTrue(self.server.stdout.readline().startswith("listening on "))

    def stop(self):
        if self.server is None:
            return
        self.server.terminate()
        self.server.wait(timeout=DEADLINE)
        self.server.stdout.close()
        self.server = None

    def tamper(self, sql):
        """Goes on with a file of heads of its own, as whoever tampers would."""
        self.stop()
        database = sqlite3.connect(self.path("letan.db"))
        with database:
            database.executescript(sql)
        database.close()
        self.start(heads="other.heads")

    def run_letan(self, *arguments):
        return subprocess.run([LETAN, *arguments], capture_output=True, timeout=DEADLINE,
                              env={**os.environ, "LETAN_SERVER": f"unix:{self.path('socket')}"})

    def letan(self, *arguments, code=0):
        """What it prints."""
        ended = self.run_letan(*arguments)
        self.assertEqual(ended.returncode, code, ended.stderr.decode() + ended.stdout.decode())
        return ended.stdout.decode() + (ended.stderr.decode() if code else "")

    def read_secret(self, times=1):
        for _ in range(times):
            self.letan("delegation", "show", self.secret)

    def verify(self, *more, code=0):
        return self.letan("audit", "verify", "--heads", self.path("audit.heads"), "--public-key",
                          self.path("audit.key.pub"), *more, code=code)

    def seal(self):
        """A head is signed when the server stops."""
        self.stop()
        self.start()

    def test_lists_reads(self):
        self.assertEqual(self.letan("audit", "list", "--reads"), "No such read is in the log.\n")
        self.read_secret()
        said = self.letan("audit", "list", "--reads")
        self.assertIn("GetDelegation", said)
        self.assertIn(self.secret, said)
        self.assertNotIn("Đoàn kín", said)
        self.assertIn(self.secret, self.letan("audit", "list", "--reads", "--entity", self.secret,
                                              "--actor", "anonymous"))
        self.assertEqual(self.letan("audit", "list", "--reads", "--actor", "users/none"),
                         "No such read is in the log.\n")
        self.assertRegex(self.letan("-q", "audit", "list", "--reads"), r"^readRecords/\S+\n")
        listed = json.loads(self.letan("--json", "audit", "list", "--reads", "--limit", "1"))
        self.assertEqual(len(listed["reads"]), 1)
        self.letan("--json", "admin", "backup")
        self.assertIn("everything", self.letan("audit", "list", "--reads"))

    def test_refuses_what_makes_no_sense(self):
        self.assertIn("--kind", self.letan("audit", "list", "--reads", "--kind", "booking", code=2))
        self.letan("audit", "list", "--reads", "--limit", "0", code=2)
        self.letan("audit", "list", "--reads", "--from", "2017-02-02", "--to", "2017-02-01", code=2)
        self.letan("audit", "verify", "--heads", self.path("audit.heads"), code=2)
        self.letan("audit", "verify", "--public-key", self.path("audit.key.pub"), code=2)
        self.letan("audit", "verify", "--heads", self.path("none"), "--public-key",
                   self.path("audit.key.pub"), code=2)
        self.letan("audit", "verify", "--heads", self.path("audit.heads"), "--public-key",
                   self.path("keys"), code=2)
        self.verify("--archives", self.path("none"), code=2)

    def test_verifies_what_is_whole(self):
        self.read_secret(3)
        self.seal()
        said = self.verify()
        self.assertRegex(said, r"1 records of changes agree with \d+ signed heads; the last is 1, "
                               r"heads stand for it up to 1")
        self.assertRegex(said, r"3 records of reads agree with \d+ signed heads; the last is 3, "
                               r"heads stand for it up to 3")
        self.assertIn("Without heads", self.letan("audit", "verify"))
        self.assertEqual(self.letan("-q", "audit", "verify", "--heads", self.path("audit.heads"),
                                    "--public-key", self.path("audit.key.pub")), "")

    def test_names_the_first_record_that_is_wrong(self):
        self.read_secret(3)
        self.seal()
        rows = [("UPDATE reads SET actor = 'x' WHERE sequence = 2", "changed: the hash of read record 2"),
                ("DELETE FROM reads WHERE sequence = 2", "removed: read record 2 is missing"),
                ("DELETE FROM reads WHERE sequence = 3; UPDATE read_head SET sequence = 2, hash ="
                 " (SELECT hash FROM reads WHERE sequence = 2)",
                 "truncated: the log of reads ends at read record 2, but a head was signed for read "
                 "record 3"),
                ("UPDATE changes SET actor = 'x' WHERE sequence = 1",
                 "changed: the hash of record 1")]
        self.stop()
        with open(self.path("letan.db"), "rb") as file:
            whole = file.read()
        self.start()
        for sql, finding in rows:
            with self.subTest(sql):
                self.tamper(sql)
                self.assertIn(finding, self.verify(code=1))
                self.stop()
                for name in ("letan.db-wal", "letan.db-shm", "other.heads"):
                    if os.path.exists(self.path(name)):
                        os.remove(self.path(name))
                with open(self.path("letan.db"), "wb") as file:
                    file.write(whole)
                self.start(heads="other.heads")
                os.remove(self.path("other.heads"))

    def test_heads_that_fail(self):
        self.seal()
        with open(self.path("audit.heads"), encoding="utf-8") as file:
            lines = file.readlines()
        with open(self.path("cut"), "w", encoding="utf-8") as file:
            file.write(lines[0].replace('"readsSequence":"0"', '"readsSequence":"1"'))
        self.assertIn("heads: ", self.letan(
            "audit", "verify", "--heads", self.path("cut"), "--public-key",
            self.path("audit.key.pub"), code=1))
        self.letand("make-audit-key", f"--out={self.path('another')}")
        self.assertIn("signed by another key", self.letan(
            "audit", "verify", "--heads", self.path("audit.heads"), "--public-key",
            self.path("another.pub"), code=1))

    def test_archives_are_read_where_they_lie(self):
        self.read_secret()
        self.seal()
        self.read_secret()
        self.letan("admin", "archive", "old", "--before", "2100-01-01")
        self.assertTrue(os.path.exists(self.path("backups/old.reads.jsonl")))
        self.read_secret()
        self.seal()
        self.assertIn("heads of archived records", self.verify())
        self.assertIn("3 records of reads agree", self.verify("--archives", self.path("backups")))
        with open(self.path("backups/old.reads.jsonl"), "r+", encoding="utf-8") as file:
            text = file.read().replace("anonymous", "somebody!")
            file.seek(0)
            file.write(text)
        self.assertIn("changed: the hash of read record 1",
                      self.verify("--archives", self.path("backups"), code=1))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
