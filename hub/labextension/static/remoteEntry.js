/*
 * Shows in JupyterLab what the hub announces, and warns before the hub stops the server.
 *
 * A prebuilt extension, written by hand as a container of module federation, so that nothing has to be built: JupyterLab
 * loads this script, calls `init` with the modules that it shares, and `get` for the plugin.
 */
(() => {
  const MINUTE = 60_000;
  /** A hub that is away is asked ever less often. */
  const LONGEST_WAIT = 8 * MINUTE;
  /** JupyterLab cuts longer messages off. */
  const LONGEST_MESSAGE = 140;
  const TYPES = { info: 'info', warning: 'warning', danger: 'error' };
  let shared = {};

  /** JupyterLab's notifications; undefined before JupyterLab 4. */
  async function notifications() {
    const versions = Object.values(shared['@jupyterlab/apputils'] ?? {});
    const found = versions.find((it) => it.loaded) ?? versions[0];
    return found && (await found.get())().Notification;
  }

  /** What the user has dismissed stays so at the next visit; a browser may refuse to keep that. */
  const memory = {
    read(key) {
      try {
        return window.localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    write(key, value) {
      try {
        window.localStorage.setItem(key, value);
      } catch {
        // It is shown again, then.
      }
    },
  };

  /** At most one notification of each kind, which changes with what the hub says. */
  class Notices {
    constructor(Notification, user) {
      this.Notification = Notification;
      this.user = user;
      this.shown = {};
      Notification.manager.changed.connect((_, { type, notification }) => {
        const kind = Object.keys(this.shown).find((it) => this.shown[it].id === notification.id);
        if (type === 'removed' && kind) memory.write(this.placeOf(kind), this.shown[kind].key);
      });
      document.addEventListener('click', ({ target }) => this.dismissClosed(target), true);
    }

    /** JupyterLab only hides what is closed, and would show it again at the next visit. */
    dismissClosed(target) {
      if (!target.closest?.('.jp-Notification-Toast-Close')) return;
      const closed = Object.values(this.shown).find(({ id }) => document.getElementById(id)?.contains(target));
      if (closed) this.Notification.dismiss(closed.id);
    }

    placeOf(kind) {
      return `hubwright-notices:${this.user}:${kind}`;
    }

    /** Shows a notice unless it is there or was dismissed, in place of the one before it; without one, none is left. */
    update(kind, notice) {
      const before = this.shown[kind];
      if (before?.key === notice?.key) return;
      delete this.shown[kind];
      if (before) this.Notification.dismiss(before.id);
      if (!notice || memory.read(this.placeOf(kind)) === notice.key) return;
      const options = { autoClose: false, actions: notice.actions ?? [] };
      this.shown[kind] = { key: notice.key, id: this.Notification.emit(notice.message, notice.type, options) };
    }
  }

  function announced({ id, text, level }, hub) {
    // Messages are plain text: the hub's page has all of it, with links.
    const isWhole = text.length <= LONGEST_MESSAGE && !/https?:\/\//.test(text);
    const more = {
      label: 'Open',
      caption: 'Read it on the page of the hub',
      callback: () => window.open(`${hub}home`),
    };
    return { key: id, message: text, type: TYPES[level] ?? 'info', actions: isWhole ? [] : [more] };
  }

  /** The hub's times by this computer's clock, which may be another. */
  function stopping({ at, since, because, secondsLeft }) {
    const shift = Date.now() + secondsLeft * 1000 - Date.parse(at);
    const [end, start] = [at, since].map((it) => inWords(new Date(Date.parse(it) + shift)));
    const reason =
      because === 'idle'
        ? `idle since ${start}. Any use keeps it.`
        : `running since ${start}, the longest that it may. Save your work.`;
    return { key: at, message: `This server stops after ${end}: ${reason}`, type: 'warning' };
  }

  function inWords(time) {
    const clock = time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    const isToday = time.toDateString() === new Date().toDateString();
    return isToday ? clock : `${time.toLocaleDateString([], { weekday: 'long' })}, ${clock}`;
  }

  /** Asks the hub again and again, and shows what it says. */
  class Asking {
    constructor(config, notices) {
      this.hub = config.hubPrefix.replace(/\/?$/, '/');
      this.notices = notices;
      this.failures = 0;
      this.warnAt = Number.POSITIVE_INFINITY;
      // Of a server of someone else, its owner is told.
      const isOwn = (config.hubServerUser || config.hubUser) === config.hubUser;
      this.url = `${this.hub}notices${isOwn ? `?server=${encodeURIComponent(config.hubServerName ?? '')}` : ''}`;
    }

    start() {
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') this.again(0);
      });
      return this.ask();
    }

    async ask() {
      const options = { credentials: 'same-origin', redirect: 'error', cache: 'no-store' };
      try {
        const answer = await fetch(this.url, { ...options, signal: AbortSignal.timeout(MINUTE) });
        if (answer.status !== 403 && !answer.ok) throw new Error(`${this.url}: status ${answer.status}`);
        this.show(answer.ok ? await answer.json() : {});
        this.failures = answer.ok ? 0 : this.failures + 1;
      } catch {
        this.failures += 1; // the hub is away: it restarts, and servers go on
      }
      this.again(this.wait());
    }

    show({ announcement, stop }) {
      this.warnAt = stop ? Date.now() + (stop.secondsLeft - stop.warnSeconds) * 1000 : Number.POSITIVE_INFINITY;
      this.notices.update('announcement', announcement ? announced(announcement, this.hub) : undefined);
      this.notices.update('stop', stop && Date.now() >= this.warnAt ? stopping(stop) : undefined);
    }

    /** Milliseconds; not the same for all browsers. A tab that nobody sees only asks when there may be a warning. */
    wait() {
      const usual = Math.min(MINUTE * 2 ** this.failures, LONGEST_WAIT) * (1 - Math.random() / 4);
      return document.visibilityState === 'visible' ? usual : Math.max(usual, this.warnAt - Date.now());
    }

    again(wait) {
      clearTimeout(this.timer);
      if (Number.isFinite(wait)) this.timer = setTimeout(() => this.ask(), Math.min(wait, 2 ** 31 - 1));
    }
  }

  async function start() {
    const config = JSON.parse(document.getElementById('jupyter-config-data')?.textContent || '{}');
    const Notification = await notifications();
    // Without a hub, or with one at another host, which browsers do not let this page ask.
    if (!Notification || !config.hubPrefix || !config.hubUser || config.hubHost) return;
    await new Asking(config, new Notices(Notification, config.hubUser)).start();
  }

  const plugin = {
    id: 'hubwright-notices:plugin',
    description: 'Shows what the hub announces, and when it stops this server.',
    autoStart: true,
    activate: (app) => {
      app.restored.then(start);
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB['hubwright-notices'] = {
    init: (modules) => {
      shared = modules;
    },
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
