import type { Contract } from '../kernel/contract.ts';
import { AnswerCommand } from './answer-api.ts';
import { ListCases, ReadCase, ReadCertificate } from './case-api.ts';
import { ConfirmStep, ExtendCase, ReopenStep, VerifyPerson, WithdrawCase } from './case-change-api.ts';
import { HoldCase, PlaceHold, ReleaseHold } from './hold-api.ts';
import { OpenRequest } from './request-api.ts';

/** Everything the erasure of people answers to over HTTP. */
export const PRIVACY_API: readonly Contract[] = [
  OpenRequest,
  ListCases,
  ReadCase,
  ReadCertificate,
  VerifyPerson,
  WithdrawCase,
  ExtendCase,
  ReopenStep,
  ConfirmStep,
  HoldCase,
  PlaceHold,
  ReleaseHold,
  AnswerCommand,
];
