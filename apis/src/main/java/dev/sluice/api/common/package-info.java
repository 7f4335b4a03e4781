/** What every kind is made of: the parts of a Crossplane managed resource that do not depend on the product. */
package dev.sluice.api.common;
