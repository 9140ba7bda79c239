/** An error as the service answers it: by its name, with a text. */
export class ServiceFault extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}
