/** Declares neither what it uses nor what may be null. */
package planted.echo;
