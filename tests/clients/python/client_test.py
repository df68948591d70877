#!/usr/bin/env python3
"""A stock Python client prepares a delegation and books a car.

Nothing here comes from Letan but its schema: messages that protoc made of it, and gRPC's generic
calls by method name. The server is started on a database of its own.
"""

import argparse
import datetime
import os
import subprocess
import sys
import tempfile
import unittest

import google
import grpc

DEADLINE = 20  # seconds
OPTIONS = argparse.Namespace()


def load_messages(directory):
    """Makes the messages that were compiled importable, google.rpc's beside google.protobuf's."""
    sys.path.insert(0, directory)
    google.__path__.append(os.path.join(directory, "google"))


class Server:
    """letand on a unix socket in a directory of its own."""

    def __init__(self, program):
        self._directory = tempfile.TemporaryDirectory()
        self.address = f"unix:{self._directory.name}/socket"
        self._process = subprocess.Popen(
            [program, f"--storage=sqlite:{self._directory.name}/letan.db",
             f"--listen={self.address}", "--anonymous"],
            stdout=subprocess.PIPE, text=True)
        line = self._process.stdout.readline()
        if not line.startswith("listening on "):
            raise RuntimeError(f"the server did not start: {line!r}")

    def stop(self):
        self._process.terminate()
        code = self._process.wait(timeout=DEADLINE)
        self._process.stdout.close()
        self._directory.cleanup()
        return code


class ClientTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        from google.rpc import error_details_pb2
        from letan.v1 import (booking_service_pb2, conflict_pb2, delegation_service_pb2,
                              resource_pb2, resource_service_pb2)
        cls.rpc = error_details_pb2
        cls.booking = booking_service_pb2
        cls.conflict = conflict_pb2
        cls.delegation = delegation_service_pb2
        cls.kinds = resource_pb2
        cls.resource = resource_service_pb2
        cls.server = Server(OPTIONS.server)
        cls.channel = grpc.insecure_channel(cls.server.address)

    @classmethod
    def tearDownClass(cls):
        cls.channel.close()
        if cls.server.stop() != 0:
            raise RuntimeError("the server did not end well")

    def call(self, module, service, method, request):
        """(answer, trailing metadata) of letan.v1.<service>/<method>."""
        descriptor = module.DESCRIPTOR.services_by_name[service].methods_by_name[method]
        answer_class = descriptor.output_type._concrete_class
        invoke = self.channel.unary_unary(f"/letan.v1.{service}/{method}",
                                          request_serializer=type(request).SerializeToString,
                                          response_deserializer=answer_class.FromString)
        answer, call = invoke.with_call(request, timeout=DEADLINE)
        return answer, dict(call.trailing_metadata())

    def create_resource(self, resource_id, kind, **fields):
        request = self.resource.CreateResourceRequest(resource_id=resource_id)
        request.resource.kind = kind
        request.resource.display_name = resource_id
        for field, value in fields.items():
            setattr(request.resource, field, value)
        answer, _ = self.call(self.resource, "ResourceService", "CreateResource", request)
        self.assertEqual(answer.name, f"resources/{resource_id}")
        return answer.name

    def set_interval(self, interval, start, hours):
        interval.start_time.FromDatetime(start)
        interval.end_time.FromDatetime(start + datetime.timedelta(hours=hours))

    def leg(self, resource, start, hours):
        from letan.v1 import booking_pb2
        leg = booking_pb2.BookingLeg(resource=resource)
        self.set_interval(leg.interval, start, hours)
        return leg

    def test_prepares_a_delegation_and_books_a_car(self):
        arrival = datetime.datetime(2030, 2, 8, 1)
        request = self.delegation.CreateDelegationRequest(request_id="python-1")
        delegation = request.delegation
        delegation.title = "Đoàn tỉnh Gyeongsangbuk"
        delegation.direction = type(delegation).DIRECTION_INBOUND
        self.set_interval(delegation.interval, arrival, 48)
        delegation.inbound.country = "KR"
        made, metadata = self.call(self.delegation, "DelegationService", "CreateDelegation", request)
        self.assertRegex(made.name, r"^delegations/.+")
        self.assertEqual(made.title, "Đoàn tỉnh Gyeongsangbuk")
        self.assertTrue(metadata.get("letan-revision"))

        car = self.create_resource("car", self.kinds.RESOURCE_KIND_VEHICLE, seats=7)
        driver = self.create_resource("driver", self.kinds.RESOURCE_KIND_DRIVER)
        book = self.booking.BookRequest(owner=made.name, request_id="python-2")
        book.legs.extend([self.leg(car, arrival, 3), self.leg(driver, arrival, 3)])
        booked, _ = self.call(self.booking, "BookingService", "Book", book)
        self.assertEqual([booking.leg.resource for booking in booked.bookings], [car, driver])
        self.assertEqual({booking.owner for booking in booked.bookings}, {made.name})

        again, _ = self.call(self.booking, "BookingService", "Book", book)
        self.assertEqual(again, booked)
        listing = self.booking.ListBookingsRequest(owner=made.name)
        listed, _ = self.call(self.booking, "BookingService", "ListBookings", listing)
        self.assertCountEqual([booking.name for booking in listed.bookings],
                              [booking.name for booking in booked.bookings])

        self.check_refusal(car, driver, arrival, booked.bookings)

    def check_refusal(self, car, driver, arrival, taken):
        """What is taken is refused, with the reasons where a stock client finds them."""
        late = arrival + datetime.timedelta(hours=2)
        book = self.booking.BookRequest(owner_label="another party", request_id="python-3")
        book.legs.extend([self.leg(car, late, 3), self.leg(driver, late, 3)])
        with self.assertRaises(grpc.RpcError) as raised:
            self.call(self.booking, "BookingService", "Book", book)
        error = raised.exception
        self.assertEqual(error.code(), grpc.StatusCode.FAILED_PRECONDITION)
        metadata = dict(error.trailing_metadata())
        status = self.rpc.Status.FromString(metadata["grpc-status-details-bin"])
        reasons = self.conflict.ConflictDetails()
        self.assertTrue(any(detail.Unpack(reasons) for detail in status.details))
        self.assertEqual([leg.resource for leg in reasons.legs], [car, driver])
        for leg, booking in zip(reasons.legs, taken):
            self.assertEqual(leg.violations[0].rule, self.conflict.BOOKING_RULE_OVERLAP)
            self.assertEqual(leg.violations[0].blocking[0].booking, booking.name)
            self.assertEqual(leg.nearest_fit.start_time.ToDatetime(),
                             arrival + datetime.timedelta(hours=3))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", required=True, help="path of letand")
    parser.add_argument("--messages", required=True, help="what protoc made of the schema")
    parser.parse_args(namespace=OPTIONS)
    load_messages(OPTIONS.messages)
    unittest.main(argv=[sys.argv[0]], verbosity=2)


if __name__ == "__main__":
    main()
