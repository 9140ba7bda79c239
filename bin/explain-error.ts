import * as z from 'zod';
import { AppError } from '../shared/kernel/errors.ts';
import { ApiError } from './api-error.ts';
import { Refusal } from './refusal.ts';
import { UsageFault } from './usage-fault.ts';

/** How a command ends that did not do what it was asked to. */
interface Ending {
  readonly exitCode: 1 | 2;
  /** What went wrong and what to do, in one line, unless it lists faults. */
  readonly message: string;
}

/** What to tell a person about any thrown thing; what nobody foresaw is said to be unexpected. */
export function explainError(thrown: unknown): Ending {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error instanceof UsageFault) return { exitCode: 2, message: error.message };
  if (error instanceof Refusal) return { exitCode: 1, message: error.message };
  if (error instanceof AppError) {
    if (error.kind === 'conflict') return { exitCode: 1, message: `belltower: ${error.message}; try again` };
    return { exitCode: 2, message: `belltower: ${error.message}` };
  }
  if (error instanceof ApiError) return { exitCode: 2, message: `belltower: ${apiFault(error)}` };
  if (error instanceof z.ZodError)
    return {
      exitCode: 2,
      message: 'belltower: the API answered what this version cannot read; deploy and CLI differ',
    };
  const text = error.message.replaceAll(/\s+/g, ' ').trim();
  return { exitCode: 2, message: `belltower: ${awsFault(error, text) ?? `unexpected: ${text}`}` };
}

function apiFault({ status, code, message, faults }: ApiError): string {
  if (status === 403)
    return `the API denied access: your credentials may not call it (execute-api:Invoke), or it is not the API of this stack`;
  // The message names the first fault.
  const more = faults.slice(1).map(({ path, message: wanted }) => `; ${path}: ${wanted}`);
  return `the API answered: ${message}${more.join('')} (${status} ${code})`;
}

const CREDENTIALS_WANTED =
  'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with aws sso login';

/** Errors of AWS and of the way there, by the names they have in every service. */
function awsFault(error: Error, text: string): string | undefined {
  const code = codeOf(error);
  switch (error.name) {
    case 'CredentialsProviderError':
      return `no AWS credentials were found: ${CREDENTIALS_WANTED}`;
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'TokenProviderError':
    case 'TokenRefreshRequired':
      return `your AWS credentials have expired: ${CREDENTIALS_WANTED}`;
    case 'UnrecognizedClientException':
    case 'InvalidClientTokenId':
    case 'SignatureDoesNotMatch':
    case 'InvalidSignatureException':
      return `AWS does not accept your credentials: ${CREDENTIALS_WANTED}`;
    case 'AccessDenied':
    case 'AccessDeniedException':
    case 'KMSAccessDeniedException':
      return `AWS denied access: ${text}; use credentials that may, or ask for this permission`;
    case 'TimeoutError':
    case 'AbortError':
      return 'AWS did not answer in time; check the network and try again';
    default:
      return code === undefined && text !== 'fetch failed'
        ? undefined
        : `AWS cannot be reached (${code ?? 'no connection'}); check the network, the region and the address`;
  }
}

const NO_WAY_THERE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The code of a failed connection; `fetch` keeps it in the cause. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string' && NO_WAY_THERE.has(error.code)) return error.code;
  return codeOf(error.cause);
}
