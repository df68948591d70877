#!/usr/bin/env python3
"""Commands of `letan` that nothing else runs: what they print, their exit codes, what has changed.

    commands_test.py LETAND LETAN
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

DEADLINE = 60  # seconds
LETAND, LETAN = sys.argv[1:3]


class CommandsTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.server = subprocess.Popen(
            [LETAND, f"--storage=sqlite:{self.directory.name}/letan.db", "--anonymous",
             f"--listen=unix:{self.directory.name}/socket"],
            stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        self.assertTrue(self.server.stdout.readline().startswith("listening on "))
        self.letan("call", "DirectoryService.CreateAgency",
                   '{"agency_id": "so-ngoai-vu", "agency": {"display_name": "Sở Ngoại vụ"}}')
        self.event = self.letan(
            "-q", "delegation", "create", "--direction", "inbound", "--title", "Đoàn khách",
            "--from", "2017-02-07 08:00", "--to", "2017-02-09 18:00", "--country", "KR",
            "--organisation", "Gyeongsangbuk", "--head-count", "8").strip()
        for day, title in (("07", "Đón đoàn"), ("08", "Hội đàm"), ("09", "Tiễn đoàn")):
            self.letan("itinerary", "add", self.event, "--title", title, "--from",
                       f"2017-02-{day} 14:00", "--to", "15:00")

    def stop(self):
        self.server.terminate()
        self.server.wait(timeout=DEADLINE)
        self.server.stdout.close()

    def run_letan(self, *arguments):
        return subprocess.run([LETAN, *arguments], capture_output=True, timeout=DEADLINE,
                              env={**os.environ,
                                   "LETAN_SERVER": f"unix:{self.directory.name}/socket"})

    def letan(self, *arguments, code=0):
        """What it prints: on stdout if it ended well, else on stderr."""
        ended = self.run_letan(*arguments)
        self.assertEqual(ended.returncode, code, ended.stderr.decode())
        return (ended.stderr if code else ended.stdout).decode()

    def itinerary(self, event):
        listed = json.loads(self.letan("--json", "itinerary", "show", event))
        return [(one["interval"]["startTime"], one["title"])
                for one in listed.get("activities", [])]

    def test_copies_a_whole_delegation(self):
        for command in (["copy"], ["delegation", "copy"]):
            said = self.letan(*command, self.event, "--start", "2018-02-06", "--title", "Năm sau")
            lines = said.splitlines()
            self.assertEqual(lines[0],
                             "Năm sau, Tue 2018-02-06 08:00 – Thu 2018-02-08 18:00. Activities: 3.")
            self.assertEqual(self.itinerary(lines[1])[0], ("2018-02-06T07:00:00Z", "Đón đoàn"))

    def test_copies_a_day(self):
        said = self.letan("itinerary", "copy", self.event, "--from", "2017-02-08", "--later", "1d")
        self.assertEqual(said, "Thu 2017-02-09 14:00–15:00  Hội đàm\nCopied. Activities: 1.\n")
        self.assertEqual(len(self.itinerary(self.event)), 4)

    def test_copies_into_another_event(self):
        other = self.letan("-q", "copy", self.event, "--start", "2018-02-06",
                           "--no-activities").strip()
        self.letan("itinerary", "copy", self.event, "--into", other, "--later", "364d")
        self.assertEqual([title for _, title in self.itinerary(other)],
                         ["Đón đoàn", "Hội đàm", "Tiễn đoàn"])
        self.assertEqual(len(self.itinerary(self.event)), 3)

    def test_copying_needs_another_time_or_event(self):
        before = self.itinerary(self.event)
        self.assertIn("--later", self.letan("itinerary", "copy", self.event, code=2))
        self.letan("itinerary", "copy", self.event, "--to", "2017-02-08", "--later", "1d", code=2)
        self.assertEqual(self.itinerary(self.event), before)

    def test_shifts_a_day(self):
        said = self.letan("itinerary", "shift", self.event, "--from", "2017-02-08", "--earlier",
                          "30m")
        self.assertEqual(said, "Wed 2017-02-08 13:30–14:30  Hội đàm\n"
                               "Shifted. Activities: 1, bookings: 0.\n")
        self.assertEqual(self.itinerary(self.event)[1], ("2017-02-08T06:30:00Z", "Hội đàm"))

    def test_shifting_needs_one_distance(self):
        before = self.itinerary(self.event)
        for distance in ([], ["--later", "1h", "--earlier", "1h"], ["--later", "soon"]):
            self.letan("itinerary", "shift", self.event, "--from", "2017-02-08", *distance, code=2)
        self.assertEqual(self.itinerary(self.event), before)

    def test_deletes_and_brings_back(self):
        name = "agencies/so-ngoai-vu"
        self.assertEqual(self.letan("delete", name, "--dry-run"),
                         f'Deleted "Sở Ngoại vụ" ({name}).\n')
        self.assertIn(name, self.letan("agency", "list"))
        self.letan("delete", name)
        self.assertNotIn(name, self.letan("agency", "list"))
        self.assertEqual(self.letan("undelete", name), f'Brought back "Sở Ngoại vụ" ({name}).\n')
        self.assertIn(name, self.letan("agency", "list"))
        self.assertIn("is not deleted", self.letan("undelete", name, code=3))
        self.assertIn("agencies/none", self.letan("delete", "agencies/none", code=3))
        self.assertIn("not the name of an entity", self.letan("delete", "so-ngoai-vu", code=2))

    def test_a_refusal_of_a_drained_server_is_certain(self):
        self.letan("admin", "drain")
        said = self.letan("delete", "agencies/so-ngoai-vu", code=4)
        self.assertIn("is being drained", said)
        self.assertNotIn("not known", said)
        self.letan("admin", "drain", "--resume")
        self.letan("delete", "agencies/so-ngoai-vu")

    def test_lunar_dates(self):
        self.assertEqual(self.letan("calendar", "to-solar", "2017", "1", "6"), "2017-02-02\n")
        self.assertEqual(self.letan("calendar", "to-solar", "2017", "6", "1", "--leap"),
                         "2017-07-23\n")
        self.assertEqual(self.letan("calendar", "to-lunar", "2017-02-02"), "6/1/2017\n")
        self.assertEqual(self.letan("calendar", "to-lunar", "23/7/2017"), "1/6+/2017\n")
        self.assertEqual(self.letan("calendar", "to-solar", "2017", "08", "09"), "2017-09-28\n")
        self.assertEqual(self.letan("calendar", "to-lunar", "09/08/2017"), "18/6+/2017\n")
        months = [line.split() for line in self.letan("calendar", "year", "2017").splitlines()[-13:]]
        self.assertEqual(months[0], ["1", "2017-01-28", "29"])
        self.assertEqual(months[6], ["6+", "2017-07-23", "30"])
        for arguments, code, said in (
                (["to-solar", "2018", "9", "30"], 3, "has 29 days, not 30"),
                (["to-solar", "2017", "5", "1", "--leap"], 3, "its leap month is 6"),
                (["to-solar", "1967", "1", "1"], 3, "lunar years 1968 to 2053"),
                (["to-lunar", "2054-02-08"], 3, "lunar years 1968 to 2053"),
                (["to-lunar", "2017-02-29"], 2, "is not a day"),
                (["to-lunar", "2017-02-02 14:00"], 2, "is not a day"),
                (["to-solar", "2017", "0", "1"], 3, "must be more than 0"),
                (["to-solar", "2017", "x", "1"], 2, "MONTH"),
                (["year"], 2, "YEAR")):
            with self.subTest(arguments):
                self.assertIn(said, self.letan("calendar", *arguments, code=code))

    def test_working_days_and_days_off(self):
        self.assertEqual(self.letan("calendar", "work", "2017-03-13", "-5"),
                         "2017-03-06 (provisional)\n")
        self.assertIn("dayOverrides/", self.letan("calendar", "off", "2017-03-08", "--title", "Nghỉ bù",
                                                  "--kind", "comp-off"))
        self.assertEqual(self.letan("calendar", "work", "13/3/2017", "-5"), "2017-03-03\n")
        self.assertIn("Nghỉ bù", self.letan("calendar", "days"))
        count = self.letan("calendar", "count", "2017-03-06", "2017-03-10").splitlines()
        self.assertEqual(count[0], "4")
        self.assertIn("2017-03-08  Nghỉ bù", count[1])
        self.letan("calendar", "work", "2017-03-13", "x", code=2)
        self.assertIn("is not a day", self.letan("calendar", "off", "8.3.2017", "--title", "x", code=2))

    def test_festivals(self):
        self.letan("call", "FestivalService.CreateFestivalSeries",
                   '{"festivalSeriesId": "chua-hang", "festivalSeries": {"displayName": "Chùa Hang",'
                   ' "reckoning": "RECKONING_LUNAR", "month": 1, "day": 20}}')
        editions = [line.split() for line in self.letan(
            "festival", "editions", "chua-hang", "--from", "2017", "--to", "2018").splitlines()[-2:]]
        self.assertEqual(editions[0][:4], ["2017", "2017-02-16", "2017-02-16", "20/1"])
        self.assertEqual(editions[1][:3], ["2018", "2018-03-07", "2018-03-07"])
        planned = self.letan("festival", "plan", "chua-hang", "2017")
        self.assertIn("first held", planned)
        name = planned.splitlines()[1].strip()
        self.assertIn("possible now: approve, return, reject", self.letan("festival", "submit", name))
        self.assertIn("state: approved", self.letan("festival", "approve", name))
        self.assertIn("submit", self.letan("event", "timeline", name))
        self.assertIn("Chùa Hang 2017", self.letan("festival", "list"))
        self.assertIn("Moved.", self.letan("festival", "move", name, "--start", "2017-02-17"))
        self.letan("festival", "cancel", name, code=2)
        self.assertIn("cancelled", self.letan("festival", "cancel", name, "--reason", "mưa"))

    def test_deadlines(self):
        self.letan("call", "CalendarService.CreateDeadlineRule",
                   '{"deadlineRuleId": "x", "deadlineRule": {"displayName": "Nộp hồ sơ",'
                   ' "procedure": "press.nonresident", "amount": 10, "unit": "UNIT_WORKING_DAY",'
                   ' "direction": "DIRECTION_BEFORE", "anchor": "start"}}')
        self.assertIn("2017-05-17", self.letan("deadline", "preview", "press.nonresident",
                                               "2017-05-31"))
        self.letan("deadline", "preview", "none", "2017-05-31", code=3)
        self.letan("deadline", "list", "--overdue")
        self.assertIn("is not a time", self.letan("deadline", "list", "--from", "x", code=2))

    def test_an_empty_request_id_is_none(self):
        said = self.letan("--request-id", "", "delete", "agencies/so-ngoai-vu", code=2)
        self.assertIn("it is empty", said)

    def test_tls_options_that_make_no_sense(self):
        key = f"{self.directory.name}/no.pem"
        for options, said in (
                (["--tls-cert", key], "together"), (["--tls-key", key], "together"),
                (["--tls-cert", key, "--tls-key", key], "need --tls-ca"),
                (["--tls-server-name", "letan"], "need --tls-ca"),
                (["--tls-ca", key], "cannot be read"),
                (["--server", "letan.example.org:443"], "is not on this machine"),
                (["--server", "192.0.2.1:443"], "is not on this machine")):
            with self.subTest(options):
                self.assertIn(said, self.letan(*options, "agency", "list", code=2))

    def test_text_that_is_no_utf8_is_named(self):
        ended = self.run_letan("search", os.fsdecode(b"\xff\xfe"))
        self.assertEqual(ended.returncode, 2)
        self.assertEqual(ended.stderr.decode(), "letan: argument 2 is not in UTF-8\n")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
