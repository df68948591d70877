#!/usr/bin/env python3
"""An example of a client: lists rooms, holds one, books it, and explains a refusal.

    protoc -I proto --python_out=MESSAGES $(find proto -name '*.proto')
    schedule.py MESSAGES ADDRESS
"""

import datetime
import os
import sys

import google
import grpc

sys.path.insert(0, sys.argv[1])
google.__path__.append(os.path.join(sys.argv[1], "google"))

from google.rpc import error_details_pb2  # noqa: E402
from letan.v1 import booking_pb2, booking_service_pb2, conflict_pb2, resource_service_pb2  # noqa: E402

DAY = datetime.datetime(2030, 2, 8)  # UTC


def call(channel, service, method, request, answer_class):
    invoke = channel.unary_unary(f"/letan.v1.{service}/{method}",
                                 request_serializer=type(request).SerializeToString,
                                 response_deserializer=answer_class.FromString)
    return invoke(request, timeout=10)


def leg(resource, start, end):
    """The resource from one hour of the day to another: the end is not included."""
    result = booking_pb2.BookingLeg(resource=resource)
    result.interval.start_time.FromDatetime(DAY + datetime.timedelta(hours=start))
    result.interval.end_time.FromDatetime(DAY + datetime.timedelta(hours=end))
    return result


def explain(error):
    """Why it does not fit, and when it would: ConflictDetails, in the status beside the error."""
    metadata = dict(error.trailing_metadata())
    status = error_details_pb2.Status.FromString(metadata["grpc-status-details-bin"])
    conflict = conflict_pb2.ConflictDetails()
    for detail in status.details:
        detail.Unpack(conflict)
    for refused in conflict.legs:
        for violation in refused.violations:
            rule = conflict_pb2.BookingRule.Name(violation.rule)
            owners = ", ".join(blocking.owner_label for blocking in violation.blocking)
            print(f"refused: {refused.resource}: {rule}, in the way: {owners}")
        print(f"fits from {refused.nearest_fit.start_time.ToJsonString()}")


def main():
    with grpc.insecure_channel(sys.argv[2]) as channel:
        rooms = call(channel, "ResourceService", "ListResources",
                     resource_service_pb2.ListResourcesRequest(filter="kind = MEETING_ROOM"),
                     resource_service_pb2.ListResourcesResponse).resources
        for room in rooms:
            print(f"room: {room.name}, {room.display_name}")
        # A request_id makes a write safe to repeat. Unless it is confirmed, a hold ends by itself.
        held = call(channel, "BookingService", "Hold", booking_service_pb2.HoldRequest(
            owner_label="protocol", legs=[leg(rooms[0].name, 9, 11)],
            request_id="hold-1"), booking_service_pb2.HoldResponse)
        print(f"held: {len(held.bookings)}")
        booked = call(channel, "BookingService", "Book", booking_service_pb2.BookRequest(
            owner_label="press", legs=[leg(rooms[0].name, 13, 15)],
            request_id="book-1"), booking_service_pb2.BookResponse)
        print(f"booked: {len(booked.bookings)}")
        try:
            call(channel, "BookingService", "Book", booking_service_pb2.BookRequest(
                owner_label="visitors", legs=[leg(rooms[0].name, 10, 11)],
                request_id="book-2"), booking_service_pb2.BookResponse)
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.FAILED_PRECONDITION:
                raise
            explain(error)


main()
