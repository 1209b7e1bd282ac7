// node check.mjs asyncapi.yaml OPERATION < frames
// Fails unless the document is valid AsyncAPI, each line of the input is a frame as the document describes it, and, where
// there are frames at all, every kind of frame that the server sends in that operation is among them.
import { readFileSync } from 'node:fs';
import { DiagnosticSeverity, Parser } from '@asyncapi/parser';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

const problems = [];
const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], 'utf8'));
for (const { severity, path, message } of diagnostics) {
  // Information is no fault: there are newer versions of the specification.
  if (severity <= DiagnosticSeverity.Warning) problems.push(`${path.join('.')}: ${message}`);
}

const frames = readFileSync(0, 'utf8').split('\n').filter(line => line !== '');
if (document && frames.length > 0) {
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  const sent = document.operations().all().find(operation => operation.id() === process.argv[3]).messages().all();
  const schemas = new Map(sent.map(message => [message.name(), ajv.compile(message.payload().json())]));
  const missing = new Set(schemas.keys());
  for (const line of frames) {
    const frame = JSON.parse(line);
    const name = 'echo' in frame ? 'echo' : frame.type;
    const validate = schemas.get(name) ?? (() => false);
    missing.delete(name);
    if (!validate(frame)) problems.push(`${line}: ${ajv.errorsText(validate.errors)}`);
  }
  for (const name of missing) problems.push(`no frame of type ${name} was checked`);
}

for (const problem of problems) console.log(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
