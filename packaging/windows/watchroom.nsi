; The .exe installer: per machine, 64-bit, upgrades the whole payload, keeps settings and data.
; Given by packaging/windows_packages.py: VERSION, PAYLOAD (the frozen folder), OUTPUT, ICON, LICENSE_FILE.
; Silent: setup.exe /S [/D=C:\folder]; exit code 1 cancelled, 2 refused (running, or a newer version is installed).

Unicode true
SetCompressor /SOLID lzma
!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "WordFunc.nsh"
!include "x64.nsh"

!define NAME "Watchroom"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"

Name "${NAME} ${VERSION}"
OutFile "${OUTPUT}"
InstallDir "$PROGRAMFILES64\${NAME}"
RequestExecutionLevel admin
ManifestDPIAware true
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME} installer"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "AGPL-3.0-or-later"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!insertmacro MUI_PAGE_LICENSE "${LICENSE_FILE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\watchroom.exe"
!define MUI_FINISHPAGE_RUN_PARAMETERS "--self-check"
!define MUI_FINISHPAGE_RUN_NOTCHECKED
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

LangString RUNNING ${LANG_ENGLISH} "Watchroom is running. Close it on this computer and try again."
LangString RUNNING ${LANG_SIMPCHINESE} "值守台正在运行。请先在本机关闭它，再试一次。"
LangString NEWER ${LANG_ENGLISH} "A newer version is installed. Remove it first to go back; settings and data are kept."
LangString NEWER ${LANG_SIMPCHINESE} "本机已安装更新的版本。如需退回，请先卸载；设置和数据会保留。"
LangString NEEDS64 ${LANG_ENGLISH} "Watchroom needs 64-bit Windows."
LangString NEEDS64 ${LANG_SIMPCHINESE} "值守台需要 64 位 Windows。"

!macro Refuse MESSAGE
  IfSilent +2
  MessageBox MB_OK|MB_ICONSTOP "${MESSAGE}"
  SetErrorLevel 2
  Quit
!macroend

; A program that runs keeps its own .exe from being opened for writing.
!macro RefuseWhileRunning
  ${If} ${FileExists} "$INSTDIR\watchroom.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\watchroom.exe" a
    ${If} ${Errors}
      !insertmacro Refuse "$(RUNNING)"
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    !insertmacro Refuse "$(NEEDS64)"
  ${EndIf}
  SetRegView 64
  SetShellVarContext all
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 != ""
    StrCpy $INSTDIR $0
  ${EndIf}
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} $0 "${VERSION}" $1
    ${If} $1 == 1
      !insertmacro Refuse "$(NEWER)"
    ${EndIf}
  ${EndIf}
  !insertmacro RefuseWhileRunning
FunctionEnd

Section "Program"
  ; The whole payload is replaced, so that no file of an older version stays behind.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\watchroom.exe"
  Delete "$INSTDIR\watchroom-cli.exe"
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\watchroom.exe"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\watchroom.exe"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "EstimatedSize" "$0"
SectionEnd

Function un.onInit
  SetRegView 64
  SetShellVarContext all
  !insertmacro RefuseWhileRunning
FunctionEnd

; Settings and data are in the user's %LOCALAPPDATA%\Watchroom and stay.
Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\watchroom.exe"
  Delete "$INSTDIR\watchroom-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
SectionEnd
