import type { Command } from 'commander';
import { registerBacktest } from './cost-backtest.ts';

/** `belltower cost …` */
export function registerCost(program: Command): void {
  const cost = program.command('cost').description('what a bill shows');
  registerBacktest(cost);
}
