import { Redirect, Route, Switch } from 'wouter'
import { BackendsPage } from '../features/backends/backends-page'
import { CreateDialog } from '../features/create/create-dialog'
import { Palette } from '../features/palette/palette'
import { ShortcutSheet } from '../features/palette/shortcut-sheet'
import { useKeys } from '../features/palette/use-keys'
import { SandboxDialogs } from '../features/sandboxes/sandbox-dialogs'
import { SandboxesPage } from '../features/sandboxes/sandboxes-page'
import { useSandboxFeed } from '../features/sandboxes/use-sandbox-feed'
import { useSandboxVerbsOfList } from '../features/sandboxes/use-sandbox-verbs'
import { useSettingsFeed } from '../features/settings/use-settings'
import { TerminalDock } from '../features/terminals/terminal-dock'
import { Toasts } from '../ui/toast'
import { ConnectionStrip } from './connection-strip'
import { Rail } from './rail'
import { TitleBar } from './title-bar'
import { useHostCommands } from './use-host-commands'
import { useLanguage } from './use-language'
import { useWindowActions } from './use-window-actions'

/** The frame: title bar, rail, the place one is at, and what may lie over it. */
export function Shell() {
  useSandboxFeed()
  useSettingsFeed()
  useLanguage()
  useWindowActions()
  useSandboxVerbsOfList()
  useKeys()
  useHostCommands()
  return (
    <div className="flex h-full flex-col bg-canvas">
      <TitleBar />
      <div className="flex min-h-0 grow">
        <Rail />
        <main className="flex min-h-0 min-w-0 grow flex-col overflow-hidden rounded-tl-lg border-t border-l border-line bg-surface">
          <ConnectionStrip />
          <TerminalDock>
            <Switch>
              <Route path="/sandboxes/:id?">{({ id }) => <SandboxesPage selectedId={id ?? null} />}</Route>
              <Route path="/backends" component={BackendsPage} />
              <Route>
                <Redirect to="/sandboxes" />
              </Route>
            </Switch>
          </TerminalDock>
        </main>
      </div>
      <CreateDialog />
      <SandboxDialogs />
      <Palette />
      <ShortcutSheet />
      <Toasts />
    </div>
  )
}
