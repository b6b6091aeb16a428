// Calls methods of a server, one after the other over one connection: node call.js ADDRESS PROTO-FOLDER < calls > answers.
// A call is a line of JSON: { service, method, request, deadline (milliseconds), gzip }; an answer is one too: { code, details, response }.
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const readline = require('readline');

const [address, folder] = process.argv.slice(2);
const definition = loader.loadSync(['feast/serving/ServingService.proto', 'grpc/health/v1/health.proto'], {
  includeDirs: [folder], keepCase: true, longs: String, enums: String, bytes: String, oneofs: true,
});
const packages = grpc.loadPackageDefinition(definition);
const find = name => name.split('.').reduce((at, part) => at[part], packages);
const clients = {};

function client(service, gzip) {
  const options = gzip ? { 'grpc.default_compression_algorithm': 2 } : {};
  return clients[`${service} ${gzip}`] ??= new (find(service))(address, grpc.credentials.createInsecure(), options);
}

function call({ service, method, request, deadline, gzip }) {
  const options = { deadline: Date.now() + (deadline ?? 60000) };
  return new Promise(done => client(service, gzip === true)[method](request, new grpc.Metadata(), options,
    (error, response) => done(error ? { code: error.code, details: error.details } : { code: 0, response })));
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) console.log(JSON.stringify(await call(JSON.parse(line))));
  for (const one of Object.values(clients)) one.close();
}

main();
