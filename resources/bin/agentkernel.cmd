@echo off
rem The `agentkernel` command, run by the application's own runtime: no Node.js is needed.
setlocal
set NODE_OPTIONS=
set NODE_EXTRA_CA_CERTS=
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\AgentKernel Desktop.exe" "%~dp0..\app.asar.unpacked\out\cli\agentkernel.cjs" %*
exit /b %ERRORLEVEL%
