import { Command, type ErrorOptions, type HelpContext } from 'commander';
import { UsageFault } from './usage-fault.ts';

/** A command whose misuse is one line that says what is allowed, instead of a help text. */
export class CliCommand extends Command {
  constructor(name?: string) {
    super(name);
    this.exitOverride().showSuggestionAfterError(false).helpCommand(false);
  }

  override createCommand(name?: string): CliCommand {
    return new CliCommand(name);
  }

  override error(message: string, options: ErrorOptions = {}): never {
    const what = message
      .replace(/^error: /, '')
      .replaceAll(/\s*\n\s*/g, ' ')
      .replace(/ is invalid( for argument '\S+')?\. /, ' is invalid$1; ')
      .replace('; Allowed choices are ', '; allowed: ')
      .replace(/\.$/, '');
    throw new UsageFault(`${this.#path()}: ${what}${this.#allowed(options.code)}`);
  }

  /** Commander shows help, as an error, where a command is missing. */
  override help(context?: HelpContext | ((text: string) => string)): never {
    if (typeof context === 'object' && context.error === true) {
      return this.error('a command is missing', { code: 'commander.unknownCommand' });
    }
    this.outputHelp();
    throw new HelpShown();
  }

  #path(): string {
    const names: string[] = [];
    for (let command: Command | null = this; command !== null; command = command.parent)
      names.unshift(command.name());
    return names.join(' ');
  }

  #allowed(code: string | undefined): string {
    const names = (list: readonly string[]) => (list.length === 0 ? 'none' : list.join(', '));
    if (code === 'commander.unknownCommand')
      return `; allowed: ${names(this.commands.map((command) => command.name()))}`;
    if (code === 'commander.unknownOption')
      return `; allowed: ${names([...this.options.map(({ flags }) => flags), '--help'])}`;
    if (code === 'commander.excessArguments' || code === 'commander.missingArgument')
      return `; usage: ${this.#path()} ${this.usage()}`;
    return '';
  }
}

/** Help was asked for and printed: nothing is left to do. */
export class HelpShown extends Error {}
