import { CONTROL_PATH, type ReplayChange, ReplayState } from './replay-server.ts';

/** Sets the clock of a replay server, or what goes wrong there. @throws Error where it refuses */
export async function changeReplay(url: string, change: ReplayChange): Promise<ReplayState> {
  return answered(await fetch(url + CONTROL_PATH, { method: 'POST', body: JSON.stringify(change) }));
}

/** How a replay server stands. */
export async function replayState(url: string): Promise<ReplayState> {
  return answered(await fetch(url + CONTROL_PATH));
}

async function answered(response: Response): Promise<ReplayState> {
  if (!response.ok) throw new Error(`the replay server refused: ${await response.text()}`);
  return ReplayState.parse(await response.json());
}
