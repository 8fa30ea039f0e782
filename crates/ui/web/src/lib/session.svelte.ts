// The credential of the user, in memory only: a reload of the page forgets it.
import type { GetCallerResponse } from "../gen/schema";

class Session {
  key = $state("");
  caller = $state<GetCallerResponse>();
  /** The node requires a credential, and there is none that holds. */
  isRequired = $state(false);
  /** The cause of the last sign-in prompt. */
  cause = $state("");
  /** The user switched actions off. */
  isReadOnly = $state(false);

  require(cause: string): void {
    this.caller = undefined;
    this.isRequired = true;
    // Without a key the node only says that it requires one.
    if (this.key) this.cause = cause;
    this.key = "";
  }

  signOut(): void {
    this.require("");
  }

  /** Whether the caller may do something, and actions are on. */
  can(permission: string): boolean {
    return !this.isReadOnly && this.may(permission);
  }

  may(permission: string): boolean {
    return this.caller?.permissions?.includes(permission) ?? false;
  }
}

export const session = new Session();
