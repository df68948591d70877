// An example of a client: lists rooms, holds one, books it, and explains a refusal.
//
//   npm ci && node schedule.js ADDRESS
'use strict';

const fs = require('fs');
const path = require('path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const proto = path.join(__dirname, '../../proto');
const files = fs.readdirSync(path.join(proto, 'letan/v1')).map((file) => `letan/v1/${file}`);
const definition = loader.loadSync([...files, 'google/rpc/error_details.proto'],
  {includeDirs: [proto], enums: String, longs: String, defaults: true, keepCase: true});
const {letan} = grpc.loadPackageDefinition(definition);

function call(client, method, request) {
  return new Promise((resolve, reject) => {
    client[method](request, {deadline: Date.now() + 10000},
      (error, answer) => error ? reject(error) : resolve(answer));
  });
}

// The resource from one hour of the day, in UTC, to another: the end is not included.
function leg(resource, start, end) {
  const time = (hour) => ({seconds: Date.UTC(2030, 1, 8, hour) / 1000});
  return {resource, interval: {start_time: time(start), end_time: time(end)}};
}

// Why it does not fit, and when it would: ConflictDetails, in the status beside the error.
function explain(error) {
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  const status = definition['google.rpc.Status'].deserialize(bytes);
  const type = definition['letan.v1.ConflictDetails'];
  const found = status.details.find((any) => any.type_url.endsWith('/letan.v1.ConflictDetails'));
  for (const refused of type.deserialize(found.value).legs) {
    for (const violation of refused.violations) {
      const owners = violation.blocking.map((blocking) => blocking.owner_label).join(', ');
      console.log(`refused: ${refused.resource}: ${violation.rule}, in the way: ${owners}`);
    }
    const fits = new Date(refused.nearest_fit.start_time.seconds * 1000);
    console.log(`fits from ${fits.toISOString().replace('.000', '')}`);
  }
}

async function main() {
  const address = process.argv[2];
  const credentials = grpc.credentials.createInsecure();
  const resources = new letan.v1.ResourceService(address, credentials);
  const bookings = new letan.v1.BookingService(address, credentials);
  const {resources: rooms} =
    await call(resources, 'ListResources', {filter: 'kind = MEETING_ROOM'});
  for (const room of rooms) console.log(`room: ${room.name}, ${room.display_name}`);
  // A request_id makes a write safe to repeat. Unless it is confirmed, a hold ends by itself.
  const held = await call(bookings, 'Hold',
    {owner_label: 'protocol', legs: [leg(rooms[0].name, 9, 11)], request_id: 'hold-1'});
  console.log(`held: ${held.bookings.length}`);
  const booked = await call(bookings, 'Book',
    {owner_label: 'press', legs: [leg(rooms[0].name, 13, 15)], request_id: 'book-1'});
  console.log(`booked: ${booked.bookings.length}`);
  try {
    await call(bookings, 'Book',
      {owner_label: 'visitors', legs: [leg(rooms[0].name, 10, 11)], request_id: 'book-2'});
  } catch (error) {
    if (error.code !== grpc.status.FAILED_PRECONDITION) throw error;
    explain(error);
  }
  resources.close();
  bookings.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
