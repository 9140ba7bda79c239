import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const ORGANIZATION = `name: acme
home: { region: eu-west-1 }
teams:
  - { id: payments, name: Payments, lead: alice }
people:
  - { id: alice, name: Alice, timeZone: Europe/Berlin }
`;

export const PAGING = `routes:
  - { ladder: payments, runbook: "https://wiki.acme.example/triage" }
ladders:
  - id: payments
    rungs:
      - { after: 0m, targets: [{ schedule: primary }] }
      - { after: 5m, targets: [{ team: payments }] }
schedules:
  - id: primary
    timeZone: Europe/Berlin
    layers:
      - { id: weekly, start: 2026-01-05T09:00, rotation: { every: 1, unit: week }, participants: [alice] }
`;

/** A folder with these files, for the length of a test. A file whose content is null is a folder. */
export function configFolder(files: Readonly<Record<string, string | Uint8Array | null>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'belltower-config-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    if (content === null) mkdirSync(join(dir, name));
    else writeFileSync(join(dir, name), content);
  }
  return dir;
}
