/**
 * The QR code of a room's link as a picture, for the sheet that staff print. It has no presence
 * code: those are valid for minutes.
 */
package roomtone.manager.qrcode;
