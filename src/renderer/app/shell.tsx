import { Redirect, Route, Switch, useLocation } from 'wouter'
import { ActivityPage } from '../features/activity/activity-page'
import { BackendsPage } from '../features/backends/backends-page'
import { useBackendActions } from '../features/backends/use-backend-actions'
import { CreateDialog } from '../features/create/create-dialog'
import { HelpPage } from '../features/help/help-page'
import { Licences } from '../features/help/licences'
import { SupportBundle } from '../features/help/support-bundle'
import { ImagesPage } from '../features/images/images-page'
import { useImageActions } from '../features/images/use-image-actions'
import { PullDialog } from '../features/images/pull-dialog'
import { useAwayNotes } from '../features/notifications/use-away-notes'
import { Palette } from '../features/palette/palette'
import { ShortcutSheet } from '../features/palette/shortcut-sheet'
import { useKeys } from '../features/palette/use-keys'
import { RemedyDialog } from '../features/problems/remedy-dialog'
import { RunPage } from '../features/run/run-page'
import { useRunActions } from '../features/run/use-run-actions'
import { SandboxDialogs } from '../features/sandboxes/sandbox-dialogs'
import { SandboxesPage } from '../features/sandboxes/sandboxes-page'
import { useListActions } from '../features/sandboxes/use-list-actions'
import { useMoreSandboxVerbs } from '../features/sandboxes/use-more-verbs'
import { useSandboxFeed } from '../features/sandboxes/use-sandbox-feed'
import { useSandboxVerbsOfList } from '../features/sandboxes/use-sandbox-verbs'
import { SettingsPage } from '../features/settings/settings-page'
import { SecretDialog } from '../features/secrets/secret-dialog'
import { useSecretActions } from '../features/secrets/use-secret-actions'
import { useSettingsActions } from '../features/settings/use-settings-actions'
import { useSettingsFeed } from '../features/settings/use-settings'
import { TemplateDialog } from '../features/templates/template-dialog'
import { TerminalDock } from '../features/terminals/terminal-dock'
import { useAttentionFeed } from '../features/terminals/use-attention-feed'
import { useTerminalActions } from '../features/terminals/use-terminal-actions'
import { Toasts } from '../ui/toast'
import { ConnectionStrip } from './connection-strip'
import { Rail } from './rail'
import { TitleBar } from './title-bar'
import { useHostCommands } from './use-host-commands'
import { useLanguage } from './use-language'
import { useMotion } from './use-motion'
import { useWindowActions } from './use-window-actions'

/** The frame: title bar, rail, the place one is at, and what may lie over it. */
export function Shell() {
  const [, navigate] = useLocation()
  useSandboxFeed()
  useSettingsFeed()
  useLanguage()
  useMotion()
  useWindowActions()
  useRunActions()
  useTerminalActions()
  useAttentionFeed()
  useSandboxVerbsOfList()
  useMoreSandboxVerbs()
  useListActions()
  useBackendActions()
  useImageActions()
  useSettingsActions()
  useSecretActions()
  useKeys()
  useAwayNotes()
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
              <Route path="/run" component={RunPage} />
              <Route path="/images" component={ImagesPage} />
              <Route path="/backends" component={BackendsPage} />
              <Route path="/activity" component={ActivityPage} />
              <Route path="/settings" component={SettingsPage} />
              <Route path="/help" component={HelpPage} />
              <Route>
                <Redirect to="/sandboxes" />
              </Route>
            </Switch>
          </TerminalDock>
        </main>
      </div>
      <CreateDialog />
      <SandboxDialogs />
      <TemplateDialog />
      <SecretDialog />
      <RemedyDialog onBegun={() => navigate('/backends')} />
      <PullDialog />
      <SupportBundle />
      <Licences />
      <Palette />
      <ShortcutSheet />
      <Toasts />
    </div>
  )
}
