import type { Remedy } from '#contract/text'

/** Names by which `backends.runRemedy` finds what the product can do itself. */
export const actions = { start: 'start-service', restart: 'restart-service', installKernel: 'install-kernel', repair: 'end-orphans' } as const

const releases = 'https://github.com/apple/container/releases'

export const remedies = {
  install: { text: { key: 'remedies.apple_install' }, command: 'brew install container', url: releases },
  upgradePackage: { text: { key: 'remedies.apple_upgrade' }, command: 'container system stop && /usr/local/bin/update-container.sh && container system start', url: releases },
  upgradeFormula: { text: { key: 'remedies.apple_upgrade' }, command: 'container system stop && brew upgrade container && container system start', url: releases },
  start: { text: { key: 'remedies.apple_start' }, command: 'container system start --enable-kernel-install', action: actions.start },
  restart: { text: { key: 'remedies.apple_restart' }, command: 'container system stop && container system start', action: actions.restart },
  restartMachine: { text: { key: 'remedies.apple_restart_mac' } },
  installKernel: { text: { key: 'remedies.apple_install_kernel' }, command: 'container system kernel set --recommended', action: actions.installKernel },
  macos: { text: { key: 'remedies.macos_update' } },
  appRoot: { text: { key: 'remedies.apple_app_root' } },
  repair: { text: { key: 'remedies.apple_end_orphans' }, action: actions.repair },
  keychain: { text: { key: 'remedies.apple_keychain' }, command: 'security unlock-keychain' },
  removeOther: { text: { key: 'remedies.apple_one_install' } }
} as const satisfies Record<string, Remedy>
