// Light, dark, or the system's choice. The choice is stored in the browser.

export type Theme = "system" | "light" | "dark";

const STORED = "minoots-theme";
const THEMES: readonly Theme[] = ["system", "light", "dark"];

function stored(): Theme {
  try {
    const value = localStorage.getItem(STORED);
    return THEMES.find((theme) => theme === value) ?? "system";
  } catch {
    return "system";
  }
}

class Themes {
  value = $state<Theme>(stored());

  constructor() {
    this.apply();
  }

  next(): void {
    this.value = THEMES[(THEMES.indexOf(this.value) + 1) % THEMES.length]!;
    try {
      localStorage.setItem(STORED, this.value);
    } catch {
      // Storage is off: the choice lasts as long as the page.
    }
    this.apply();
  }

  private apply(): void {
    document.documentElement.dataset.theme = this.value;
  }
}

export const themes = new Themes();
